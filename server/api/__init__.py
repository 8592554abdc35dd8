"""The data API: `/api/v1/`, read-only, over the same store as the views. docs/api.md is the contract."""

from server.api.app import mount

__all__ = ["mount"]
