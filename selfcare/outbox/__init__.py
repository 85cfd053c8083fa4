from selfcare.outbox.wiring import init_app

__all__ = ["init_app"]
