# syntax=docker/dockerfile:1
# Debian slim, never Alpine: the embedded PostgreSQL and sharp come as binaries for glibc.
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
ENV NEXT_TELEMETRY_DISABLED=1
# Packages first: a change of the code alone does not install again.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund \
 # The image brings its own Node 24; the one of the packages is for machines with an older one.
 && rm -rf node_modules/node-linux-* node_modules/.bin/node
COPY . .
RUN node node_modules/prisma/build/index.js generate \
 && NODE_ENV=production node node_modules/next/dist/bin/next build \
 && rm -rf .next/cache \
 && npm prune --omit=dev --ignore-scripts --no-audit --no-fund \
 # Peers of packages that we do use stay behind: Prisma's command line and what only that needs.
 && rm -rf node_modules/node-linux-* node_modules/.bin node_modules/prisma node_modules/effect node_modules/@electric-sql \
           node_modules/@prisma/dev node_modules/@prisma/studio-core node_modules/@prisma/engines node_modules/@prisma/config \
 # The links to its libraries that an npm package cannot hold are made here: the code is read-only later.
 && node -e "import('./server/platform/embedded-database/find-binaries.ts').then((m) => m.findBinaries())"

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production NEXT_TELEMETRY_DISABLED=1 HOST=0.0.0.0 PORT=3000 WEFT_DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=build /app/package.json /app/next.config.ts ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/.next .next
COPY --from=build /app/prisma prisma
COPY --from=build /app/scripts scripts
COPY --from=build /app/server server
# Code belongs to root and is read-only for the program; only /data is written.
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health/live`).then((a) => process.exit(a.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server/entry/main.ts"]
