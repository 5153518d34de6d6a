/** Called out with the id of a page that was made. Those that come, go or move for somebody are called out with access. */
export const DOCUMENT_LIST_CHANNEL = 'document-list'
