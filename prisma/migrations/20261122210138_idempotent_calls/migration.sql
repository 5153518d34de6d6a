-- CreateTable
CREATE TABLE "IdempotentCall" (
    "scope" TEXT NOT NULL,
    "keyHash" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "claim" UUID NOT NULL,
    "claimedAt" TIMESTAMPTZ(3) NOT NULL,
    "carriedOutAt" TIMESTAMPTZ(3),
    "answer" BYTEA,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "IdempotentCall_pkey" PRIMARY KEY ("scope","keyHash")
);

-- CreateIndex
CREATE INDEX "IdempotentCall_expiresAt_idx" ON "IdempotentCall"("expiresAt");

-- A key that was used for several kinds of jobs stays with the oldest of them: keys only say which call made a task.
UPDATE "Task" t SET "idempotencyKey" = NULL
FROM "Task" older
WHERE older."workspaceId" = t."workspaceId" AND older."idempotencyKey" = t."idempotencyKey" AND older.id < t.id;

-- CreateIndex
CREATE UNIQUE INDEX "Task_workspaceId_idempotencyKey_key" ON "Task"("workspaceId", "idempotencyKey");
