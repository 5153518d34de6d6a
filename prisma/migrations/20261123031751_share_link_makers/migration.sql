-- AlterTable
ALTER TABLE "DocumentAccess" ADD COLUMN     "makerId" UUID;

-- CreateIndex
CREATE INDEX "DocumentAccess_makerId_idx" ON "DocumentAccess"("makerId");

-- AddForeignKey
ALTER TABLE "DocumentAccess" ADD CONSTRAINT "DocumentAccess_makerId_fkey" FOREIGN KEY ("makerId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;
