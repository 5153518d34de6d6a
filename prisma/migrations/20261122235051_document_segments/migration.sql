-- CreateTable
CREATE TABLE "DocumentSegment" (
    "documentId" UUID NOT NULL,
    "fromSeq" INTEGER NOT NULL,
    "toSeq" INTEGER NOT NULL,
    "authors" JSONB NOT NULL,
    "updates" BYTEA NOT NULL,
    "spans" BYTEA NOT NULL,
    "updatesHash" TEXT NOT NULL,
    "spansHash" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "DocumentSegment_pkey" PRIMARY KEY ("documentId","fromSeq")
);

-- AddForeignKey
ALTER TABLE "DocumentSegment" ADD CONSTRAINT "DocumentSegment_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Packed already: the server would only spend time on packing them again.
ALTER TABLE "DocumentSegment" ALTER COLUMN "updates" SET STORAGE EXTERNAL, ALTER COLUMN "spans" SET STORAGE EXTERNAL;
