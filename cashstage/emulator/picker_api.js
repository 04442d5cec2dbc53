// The part of Google's api.js that opens a Picker: gapi.load, then google.picker.

(() => {
  const base = new URL(document.currentScript.src).origin
  let pickers = 0

  class View {
    constructor(viewId) { this.viewId = viewId || 'all' }
    getId() { return this.viewId }
    setMimeTypes(types) { this.mimeTypes = types; return this }
    setQuery(query) { this.query = query; return this }
  }

  class DocsView extends View {
    setEnableDrives(enabled) { this.drives = enabled; return this }
    setFileIds(ids) { this.fileIds = ids; return this }
    setIncludeFolders(included) { this.folders = included; return this }
    setMode(mode) { this.mode = mode; return this }
    setOwnedByMe(mine) { this.mine = mine; return this }
    setParent(id) { this.parent = id; return this }
    setSelectFolderEnabled(enabled) { this.selectFolders = enabled; return this }
    setStarred(starred) { this.starred = starred; return this }
  }

  class Picker {
    constructor(wishes) {
      this.wishes = wishes
      this.id = `picker-${++pickers}`
      this.hear = (event) => this.answer(event)
    }
    isVisible() { return Boolean(this.shade?.isConnected) }
    setCallback(method) { this.wishes.callback = method; return this }
    setVisible(visible) {
      if (visible && !this.isVisible()) this.open()
      if (!visible) this.close()
      return this
    }
    dispose() { this.close() }
    open() {
      const {appId, features, locale, oauthToken, origin, size, title, views} = this.wishes
      const asked = new URLSearchParams({
        id: this.id, token: oauthToken || '', appId: appId || '', title: title || '',
        view: views[0]?.getId() || 'all', several: features.has('multiselectEnabled'),
        locale: locale || 'en',
      })
      const page = encodeURIComponent(origin || location.origin)
      this.frame = document.createElement('iframe')
      this.frame.title = 'Google Picker'
      this.frame.src = `${base}/picker?origin=${page}#${asked}`
      Object.assign(this.frame.style, {border: '0', borderRadius: '12px', background: 'Canvas',
        colorScheme: 'light dark', width: `min(${size[0]}px, 100vw - 16px)`,
        height: `min(${size[1]}px, 100vh - 16px)`})
      this.shade = document.createElement('div')
      this.shade.className = 'picker-dialog-bg'
      Object.assign(this.shade.style, {position: 'fixed', inset: '0', zIndex: '1000',
        display: 'grid', placeItems: 'center', background: 'rgb(0 0 0 / 45%)'})
      this.shade.append(this.frame)
      document.body.append(this.shade)
      addEventListener('message', this.hear)
    }
    close() {
      this.shade?.remove()
      removeEventListener('message', this.hear)
    }
    answer(event) {
      const ours = event.origin === base && event.source === this.frame.contentWindow
      if (!ours || event.data?.picker !== this.id) return
      const {data} = event.data
      if (data.action !== 'loaded') this.close()
      this.wishes.callback?.(data)
    }
  }

  class PickerBuilder {
    constructor() { this.wishes = {features: new Set(), size: [1051, 650], views: []} }
    addView(view) {
      this.wishes.views.push(typeof view === 'string' ? new View(view) : view)
      return this
    }
    build() { return new Picker({...this.wishes}) }
    disableFeature(feature) { this.wishes.features.delete(feature); return this }
    enableFeature(feature) { this.wishes.features.add(feature); return this }
    getTitle() { return this.wishes.title }
    hideTitleBar() { return this }
    isFeatureEnabled(feature) { return this.wishes.features.has(feature) }
    setAppId(appId) { this.wishes.appId = appId; return this }
    setCallback(method) { this.wishes.callback = method; return this }
    setDeveloperKey(key) { this.wishes.developerKey = key; return this }
    setLocale(locale) { this.wishes.locale = locale; return this }
    setMaxItems(count) { this.wishes.maxItems = count; return this }
    setOAuthToken(token) { this.wishes.oauthToken = token; return this }
    setOrigin(origin) { this.wishes.origin = origin; return this }
    setSelectableMimeTypes(types) { this.wishes.mimeTypes = types; return this }
    setSize(width, height) { this.wishes.size = [width, height]; return this }
    setTitle(title) { this.wishes.title = title; return this }
  }

  const picker = {
    Action: {CANCEL: 'cancel', ERROR: 'error', LOADED: 'loaded', PICKED: 'picked'},
    DocsView,
    DocsViewMode: {GRID: 'grid', LIST: 'list'},
    Document: {DESCRIPTION: 'description', EMBEDDABLE_URL: 'embedUrl', ICON_URL: 'iconUrl',
      ID: 'id', LAST_EDITED_UTC: 'lastEditedUtc', MIME_TYPE: 'mimeType', NAME: 'name',
      PARENT_ID: 'parentId', SERVICE_ID: 'serviceId', TYPE: 'type', URL: 'url'},
    Feature: {MINE_ONLY: 'mineOnly', MULTISELECT_ENABLED: 'multiselectEnabled',
      NAV_HIDDEN: 'navHidden', SIMPLE_UPLOAD_ENABLED: 'simpleUploadEnabled',
      SUPPORT_DRIVES: 'supportDrives'},
    PickerBuilder,
    Response: {ACTION: 'action', DOCUMENTS: 'docs', PARENTS: 'parents', VIEW: 'viewToken'},
    View,
    ViewId: {DOCS: 'all', DOCUMENTS: 'documents', FOLDERS: 'folders', PDFS: 'pdfs',
      PRESENTATIONS: 'presentations', SPREADSHEETS: 'spreadsheets'},
  }

  window.gapi = {
    load(libraries, options) {
      const {callback, onerror} = typeof options === 'function' ? {callback: options} : options
      const known = libraries.split(':').every((name) => name === 'picker')
      if (known) window.google = {...window.google, picker}
      queueMicrotask(() => known ? callback() : onerror?.(new Error(`no ${libraries} here`)))
    },
  }
})()
