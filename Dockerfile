# The command in a small image: Node and the bundle, nothing else.
#   docker build -t stagekeeper .
#   docker run --rm -v "$PWD:/work" -e AWS_REGION -e AWS_ACCESS_KEY_ID -e AWS_SECRET_ACCESS_KEY -e AWS_SESSION_TOKEN stagekeeper --dry-run

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
ENV NODE_ENV=production
COPY --from=build /build/dist /opt/stagekeeper/dist
COPY --from=build /build/package.json /opt/stagekeeper/
COPY LICENSE /opt/stagekeeper/
RUN ln -s /opt/stagekeeper/dist/cli/main.js /usr/local/bin/reconcile \
  && mkdir /work && chown node:node /work
USER node
WORKDIR /work
ENTRYPOINT ["reconcile"]
