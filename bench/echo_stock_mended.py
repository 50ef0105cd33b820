"""The harder peer: the stock echo with its one hot spot cured.

Every HTTP client that the SDK builds, two in a turn, tests a thousand status codes for membership
of a list of five hundred. A frozenset in its place is all that is changed. Our own adapter builds
no such client, so it needs no patch; this shows what the patch alone would give.

    python -m bench.echo_stock_mended PORT
"""

import sys

from msrest.universal_http.requests import ClientRetryPolicy

from bench.echo_stock import serve

if __name__ == "__main__":
    # If the place has changed, this is no longer the peer that it claims to be.
    assert isinstance(ClientRetryPolicy.safe_codes, list), "msrest has changed: measure its hot spot again"
    ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)
    serve(int(sys.argv[1]))
