-- AlterTable
ALTER TABLE "IdempotentCall" ADD COLUMN     "effect" BYTEA;
