-- AlterTable
ALTER TABLE "Document" ADD COLUMN     "marksSince" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "PassageMark" (
    "documentId" UUID NOT NULL,
    "sourceId" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "actorId" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "PassageMark_pkey" PRIMARY KEY ("documentId","sourceId","seq")
);

-- AddForeignKey
ALTER TABLE "PassageMark" ADD CONSTRAINT "PassageMark_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What was marked before is in the log alone.
UPDATE "Document" SET "marksSince" = "headSeq" + 1 WHERE "headSeq" > 0;
