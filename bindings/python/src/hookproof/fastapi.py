"""FastAPI: ``webhook(verifier)`` is a dependency, ``delivery: Annotated[Delivery, Depends(webhook(verifier))]``."""

from .starlette import Delivery, webhook

__all__ = ["Delivery", "webhook"]
