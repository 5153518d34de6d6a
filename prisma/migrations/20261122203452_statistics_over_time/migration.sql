-- CreateTable
CREATE TABLE "StatRollup" (
    "subsystem" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "label" TEXT NOT NULL DEFAULT '',
    "resolution" TEXT NOT NULL,
    "start" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "sum" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StatRollup_pkey" PRIMARY KEY ("subsystem","metric","label","resolution","start")
);

-- CreateTable
CREATE TABLE "StatBatch" (
    "id" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StatBatch_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "StatRollup_resolution_start_idx" ON "StatRollup"("resolution", "start");

-- CreateIndex
CREATE INDEX "StatBatch_createdAt_idx" ON "StatBatch"("createdAt");

-- What was counted before this release, so that the longer views do not begin empty.
INSERT INTO "StatRollup" ("subsystem", "metric", "label", "resolution", "start", "count", "sum")
SELECT "subsystem", "metric", "label", r."resolution",
  date_trunc(r."resolution", "minute" AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS "start", sum("count"), sum("sum")
FROM "StatSample" CROSS JOIN (VALUES ('hour'), ('day')) AS r("resolution")
GROUP BY 1, 2, 3, 4, 5;
