-- CreateTable
CREATE TABLE "RetryToken" (
    "provider" TEXT NOT NULL,
    "saved" DOUBLE PRECISION NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RetryToken_pkey" PRIMARY KEY ("provider")
);
