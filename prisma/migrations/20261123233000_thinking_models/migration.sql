-- AlterTable
ALTER TABLE "ModelAbility" ADD COLUMN     "thinks" BOOLEAN;
