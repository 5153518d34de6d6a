-- CreateTable
CREATE TABLE "SeenDraft" (
    "documentId" UUID NOT NULL,
    "taskId" UUID NOT NULL,

    CONSTRAINT "SeenDraft_pkey" PRIMARY KEY ("documentId","taskId")
);

-- AddForeignKey
ALTER TABLE "SeenDraft" ADD CONSTRAINT "SeenDraft_documentId_fkey" FOREIGN KEY ("documentId") REFERENCES "Document"("id") ON DELETE CASCADE ON UPDATE CASCADE;
