# The command in a small image: Node and the bundle, nothing else. How it is run is told in docs/deploying.md.
#   docker build --tag stagekeeper --build-arg REVISION="$(git rev-parse HEAD)" .
#   docker run --rm --volume "$PWD:/work" --env AWS_REGION --env AWS_ACCESS_KEY_ID --env AWS_SECRET_ACCESS_KEY stagekeeper --dry-run
#
# The base is pinned to one version. Its digest is known to the registry alone; who publishes images adds it:
#   --build-arg NODE=node:22.23.3-bookworm-slim@sha256:…
ARG NODE=node:22.23.3-bookworm-slim

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json ./
COPY tools ./tools
COPY schemas ./schemas
COPY src ./src
RUN npm run build

FROM ${NODE}
ARG NODE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="stagekeeper" \
  org.opencontainers.image.description="Keeps API Gateway REST APIs, and what stands behind them, as a git repository says they should be" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.base.name="docker.io/library/${NODE}"
ENV NODE_ENV=production \
  STAGEKEEPER_STATE=/var/lib/stagekeeper
COPY --from=build /build/dist /opt/stagekeeper/dist
COPY --from=build /build/package.json /opt/stagekeeper/
COPY LICENSE /opt/stagekeeper/
# What a pipeline runs to tell a merge request of the plan (docs/pull-requests.md).
COPY deploy/pull-request /opt/stagekeeper/pull-request
RUN ln -s /opt/stagekeeper/dist/cli/main.js /usr/local/bin/reconcile \
  && mkdir -p /desired-state /work /var/lib/stagekeeper \
  && chown 1000:1000 /var/lib/stagekeeper \
  && chmod 0700 /var/lib/stagekeeper
# By number, so that Kubernetes can tell that it is not root.
USER 1000:1000
WORKDIR /work
VOLUME ["/var/lib/stagekeeper"]
EXPOSE 9464
# Whether the loop turns: a daemon that fails to converge is not helped by a restart. Finds it wherever --listen says.
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 CMD ["reconcile", "status", "--health"]
ENTRYPOINT ["reconcile"]
CMD ["watch", "/desired-state", "--listen", "0.0.0.0:9464"]
