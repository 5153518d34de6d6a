-- AlterTable
ALTER TABLE "BreakerState" ADD COLUMN     "tripped" BOOLEAN NOT NULL DEFAULT false;
