"""A page inside a notebook: in a frame that shares nothing with the notebook around it."""

import html
from dataclasses import dataclass

__all__ = ["Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """A whole page; `height` is that of its frame in a notebook, in pixels."""

    text: str
    height: int = 720

    def _repr_html_(self) -> str:
        """The page in a frame of an origin of its own: its scripts reach neither the notebook nor the network."""
        return (
            f'<iframe title="Knowledge graph" sandbox="allow-scripts allow-downloads allow-popups" srcdoc="{html.escape(self.text)}" '
            f'width="100%" height="{self.height}" style="border: 0"></iframe>'
        )
