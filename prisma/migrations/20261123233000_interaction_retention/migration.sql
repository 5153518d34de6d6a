-- CreateIndex
CREATE INDEX "Interaction_answer_idx" ON "Interaction"("createdAt") WHERE (answer IS NOT NULL);
