-- CreateTable
CREATE TABLE "StrategySetting" (
    "workspaceId" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "change" JSONB NOT NULL,
    "setById" UUID,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "StrategySetting_pkey" PRIMARY KEY ("workspaceId","kind")
);

-- AddForeignKey
ALTER TABLE "StrategySetting" ADD CONSTRAINT "StrategySetting_workspaceId_fkey" FOREIGN KEY ("workspaceId") REFERENCES "Workspace"("id") ON DELETE CASCADE ON UPDATE CASCADE;
