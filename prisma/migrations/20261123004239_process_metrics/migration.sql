-- AlterTable
ALTER TABLE "ProcessBeat" ADD COLUMN     "metrics" JSONB NOT NULL DEFAULT '[]';
