-- AlterTable
ALTER TABLE "CacheEntry" ADD COLUMN     "costMs" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "revalidateUntil" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "CacheInvalidation" (
    "id" BIGSERIAL NOT NULL,
    "workspaceId" UUID NOT NULL,
    "by" TEXT NOT NULL,
    "value" TEXT NOT NULL DEFAULT '',
    "txid" BIGINT NOT NULL DEFAULT ((pg_current_xact_id())::text)::bigint,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CacheInvalidation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CacheFlight" (
    "key" TEXT NOT NULL,
    "claimId" UUID NOT NULL,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CacheFlight_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "CacheInvalidation_txid_idx" ON "CacheInvalidation"("txid");

-- CreateIndex
CREATE INDEX "CacheInvalidation_createdAt_idx" ON "CacheInvalidation"("createdAt");

-- CreateIndex
CREATE INDEX "CacheFlight_leaseUntil_idx" ON "CacheFlight"("leaseUntil");

-- CreateIndex
CREATE INDEX "CacheEntry_workspaceId_kind_idx" ON "CacheEntry"("workspaceId", "kind");

-- CreateIndex
CREATE INDEX "CacheEntry_tags_idx" ON "CacheEntry" USING GIN ("tags");
