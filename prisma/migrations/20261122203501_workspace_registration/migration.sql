-- CreateEnum
CREATE TYPE "RegistrationMode" AS ENUM ('open', 'invitation', 'closed');

-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "registration" "RegistrationMode" NOT NULL DEFAULT 'invitation';
