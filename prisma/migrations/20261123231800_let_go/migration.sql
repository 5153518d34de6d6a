-- AlterTable
ALTER TABLE "Task" ADD COLUMN     "letGoAt" TIMESTAMPTZ(3);
