# The worker, the API and the gate in one image; docker-compose.yml says which runs. Debian, not Alpine: Temporal's native part needs glibc.
FROM node:24-slim AS build
WORKDIR /app
COPY . .
RUN npm install --no-save --include=dev --ignore-scripts && node tools/build.mjs

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/rules ./rules
USER node
CMD ["node", "dist/apps/api/main.js"]
