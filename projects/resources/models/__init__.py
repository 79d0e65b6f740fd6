from projects.resources.models.bookings import Booking, ResourceRule
from projects.resources.models.resources import OpeningHours, ProtectedHours, Resource, UseAgreement, Venue

__all__ = ["Booking", "OpeningHours", "ProtectedHours", "Resource", "ResourceRule", "UseAgreement", "Venue"]
