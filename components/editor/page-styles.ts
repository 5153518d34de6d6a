// The styles of a page's text, wherever a page is shown.
import './page-text.css'
import './page-parts.css'
import './page-gutter.css'
import './page-blocks.css'
import '../presence/presence.css'
