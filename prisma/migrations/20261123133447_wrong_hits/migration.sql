-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "wrongHitAt" TIMESTAMPTZ(3);
