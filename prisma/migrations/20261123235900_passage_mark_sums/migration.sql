-- AlterTable
ALTER TABLE "PassageMark" ADD COLUMN     "sums" TEXT[];
