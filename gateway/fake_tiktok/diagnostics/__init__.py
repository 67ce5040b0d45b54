"""What is wrong with the events TikTok gets, found without TikTok: from many events to findings and an estimate.

Sources: TikTok help, "About Web Diagnostics" and "Event Deduplication"; TikTok API for Business, "Report App, Web, Offline,
or CRM Events". What no page of TikTok's says is marked so in each finding's basis.
"""

from .diagnosis import Diagnosis
from .examination import diagnose
from .findings import Finding
from .samples import shown_pixel
from .seen import NO_CODE, WEIGHTS, Seen, Window

__all__ = ["NO_CODE", "WEIGHTS", "Diagnosis", "Finding", "Seen", "Window", "diagnose", "shown_pixel"]
