# One image for API (with the console), worker and migrations; the command chooses.
FROM node:24-slim AS dependencies
WORKDIR /aegis
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --no-fund

FROM node:24-slim AS console
WORKDIR /aegis
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-fund
COPY . .
RUN npm run build

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /aegis
COPY . .
COPY --from=dependencies /aegis/node_modules node_modules
COPY --from=console /aegis/web/dist web/dist
USER node
EXPOSE 4700
ENTRYPOINT ["node", "cli/main.mjs"]
CMD ["api"]
