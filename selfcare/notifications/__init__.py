from selfcare.notifications.wiring import init_app

__all__ = ["init_app"]
