-- AlterTable
ALTER TABLE "ModelProvider" ADD COLUMN     "embeddingModel" TEXT;

-- CreateTable
CREATE TABLE "InstructionVector" (
    "key" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "userId" UUID,
    "model" TEXT NOT NULL,
    "vector" BYTEA NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "InstructionVector_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "SimilarityPair" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "similarity" DOUBLE PRECISION NOT NULL,
    "agreement" DOUBLE PRECISION NOT NULL,
    "agrees" BOOLEAN NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SimilarityPair_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SimilaritySetting" (
    "workspaceId" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "day" DATE NOT NULL,
    "asked" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "SimilaritySetting_pkey" PRIMARY KEY ("workspaceId")
);

-- CreateIndex
CREATE INDEX "InstructionVector_scope_createdAt_idx" ON "InstructionVector"("scope", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "InstructionVector_userId_idx" ON "InstructionVector"("userId");

-- CreateIndex
CREATE INDEX "SimilarityPair_workspaceId_kind_createdAt_idx" ON "SimilarityPair"("workspaceId", "kind", "createdAt" DESC);

-- AddForeignKey
ALTER TABLE "InstructionVector" ADD CONSTRAINT "InstructionVector_key_fkey" FOREIGN KEY ("key") REFERENCES "CacheEntry"("key") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "InstructionVector" ADD CONSTRAINT "InstructionVector_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SimilarityPair" ADD CONSTRAINT "SimilarityPair_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SimilaritySetting" ADD CONSTRAINT "SimilaritySetting_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
