-- DropIndex
DROP INDEX "TaskAttempt_workerId_idx";
