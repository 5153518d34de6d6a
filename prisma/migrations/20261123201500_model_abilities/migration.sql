-- AlterTable
ALTER TABLE "ModelProvider" ADD COLUMN     "contextTokens" INTEGER;

-- CreateTable
CREATE TABLE "ModelAbility" (
    "provider" TEXT NOT NULL,
    "model" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "contextTokens" INTEGER,
    "streams" BOOLEAN,
    "json" BOOLEAN,
    "learnt" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "foundAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ModelAbility_pkey" PRIMARY KEY ("provider","model")
);
