"""What a browser decides by itself, decided by us: that the portal may be installed, that this is an iPhone."""

IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Mobile/15E148 Safari/604.1"
)
SECOND_VISIT = "localStorage.setItem('visited', 'Mon Nov 23 2026')"
MAY_BE_INSTALLED = """() => {
  const event = new Event('beforeinstallprompt', { cancelable: true });
  event.prompt = () => { document.documentElement.dataset.prompted = 'yes'; return Promise.resolve(); };
  dispatchEvent(event);
}"""
