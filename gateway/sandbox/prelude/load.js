// How a realm is made: the bridge, the bounds, all APIs, what the template may do, and the seal. What is left is the host's side.
(bridge, bounds, seal, files) => (permissions, suffixes) => {
  "use strict";
  bounds();
  for (const file of files) file(bridge.apis, bridge);
  bridge.suffixes = suffixes;
  const allowed = JSON.parse(permissions);
  if (allowed !== null) bridge.permit(allowed);
  const { host } = bridge;
  seal(bridge);
  return (name) => host[name];
}
