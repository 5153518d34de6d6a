-- CreateTable
CREATE TABLE "CacheShortcut" (
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CacheShortcut_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "CacheShortcut_key_idx" ON "CacheShortcut"("key");

-- AddForeignKey
ALTER TABLE "CacheShortcut" ADD CONSTRAINT "CacheShortcut_key_fkey" FOREIGN KEY ("key") REFERENCES "CacheEntry"("key") ON DELETE CASCADE ON UPDATE CASCADE;
