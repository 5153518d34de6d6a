-- AlterTable
ALTER TABLE "Interaction" ADD COLUMN     "sourceIds" UUID[] DEFAULT ARRAY[]::UUID[];

-- CreateIndex
CREATE INDEX "Interaction_sourceIds_idx" ON "Interaction" USING GIN ("sourceIds");
