# docker build -t beritaclean .
# docker run --rm -i beritaclean < raw.txt > clean.txt
# docker run --rm -v "$PWD:/data" --user "$(id -u):$(id -g)" beritaclean raw/ -o clean/
FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml hatch_build.py README.md LICENSE ./
COPY src ./src
COPY rules ./rules
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /dist .

FROM python:3.13-slim
COPY --from=build /dist /dist
RUN pip install --no-cache-dir "$(echo /dist/*.whl)[parquet,zstd]" && rm -r /dist && useradd --create-home berita
USER berita
WORKDIR /data
ENTRYPOINT ["beritaclean"]
