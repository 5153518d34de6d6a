/** Where the picture of a person is read, by the hash that `User.image` holds; null where there is none. */
export function avatarPath(userId: string, hash: string | null): string | null {
  return hash === null ? null : `/api/v1/people/${userId}/avatar?v=${hash}`
}
