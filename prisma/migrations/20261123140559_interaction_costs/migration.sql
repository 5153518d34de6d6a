-- AlterTable
ALTER TABLE "Interaction" ADD COLUMN     "costMicros" BIGINT,
ADD COLUMN     "currency" TEXT,
ADD COLUMN     "savedMicros" BIGINT;
