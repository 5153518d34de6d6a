/**
 * First half of the advisory lock of a workspace's cache; the second is a hash of the workspace. Shared by those who store,
 * exclusive to those who invalidate, both until their commit. Two workspaces with one hash only wait for each other.
 */
export const WORKSPACE_LOCK = 7_270_001
