# API, gate, worker and command line in one image; docker-compose.yml says which runs. Debian, not Alpine: Temporal's native part needs glibc.
FROM node:24.21.0-slim AS build
WORKDIR /app
# The packages are a layer of their own: they are fetched again only when one of these files changes.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY . .
RUN node tools/build.mjs

# Without optional packages: those of TypeScript and of swc serve builds, and the rest has a replacement in JavaScript. Of Temporal's native part,
# which comes for five platforms, the one of this image stays.
FROM node:24.21.0-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts
COPY tools/image/keep-one-platform.mjs tools/image/
RUN node tools/image/keep-one-platform.mjs

FROM node:24.21.0-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=packages /app/package.json ./
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY tools/image/health.mjs ./
COPY rules ./rules
# A fresh volume takes its owner from here.
RUN install -d -m 700 -o 1000 -g 1000 /app/data /app/keys
# node
USER 1000:1000
CMD ["node", "--enable-source-maps", "dist/apps/api/main.js"]
