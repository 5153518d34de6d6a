-- CreateTable
CREATE TABLE "FailureReplay" (
    "id" UUID NOT NULL,
    "workspaceId" UUID NOT NULL,
    "interactionId" UUID NOT NULL,
    "step" INTEGER NOT NULL,
    "provider" TEXT NOT NULL,
    "textOfNow" BOOLEAN NOT NULL DEFAULT false,
    "userId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),
    "outcome" JSONB,
    "quality" JSONB,
    "error" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "FailureReplay_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "FailureReplay_interactionId_createdAt_idx" ON "FailureReplay"("interactionId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "FailureReplay_workspaceId_createdAt_idx" ON "FailureReplay"("workspaceId", "createdAt" DESC);

-- CreateIndex
CREATE INDEX "FailureReplay_waiting_idx" ON "FailureReplay"("createdAt") WHERE ("startedAt" IS NULL);

-- AddForeignKey
ALTER TABLE "FailureReplay" ADD CONSTRAINT "FailureReplay_interactionId_fkey" FOREIGN KEY ("interactionId") REFERENCES "Interaction"("id") ON DELETE CASCADE ON UPDATE CASCADE;
