/** Channel of the bus that tells of new rows in CacheInvalidation. */
export const CACHE_CHANNEL = 'cache'
