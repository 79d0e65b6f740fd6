"""The icons, drawn inline on a 24 grid with one stroke width: no font, no request, no foreign host."""

ICONS = {
    "home": '<path d="M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-5v-6h-4v6H5a1 1 0 0 1-1-1z"/>',
    "heart": '<path d="M12 20s-7.5-4.6-7.5-10A4.2 4.2 0 0 1 12 7.3 4.2 4.2 0 0 1 19.5 10c0 5.4-7.5 10-7.5 10z"/>',
    "person": '<circle cx="12" cy="8" r="3.8"/><path d="M4.5 20c.8-3.8 3.8-5.6 7.5-5.6s6.7 1.8 7.5 5.6"/>',
    "people": '<circle cx="9" cy="8.5" r="3.3"/><path d="M2.8 19.5c.6-3.4 3-5 6.2-5s5.6 1.6 6.2 5M15.5 5.5a3.2 3.2 0 '
    '0 1 0 6M18 15c1.8.7 2.9 2.2 3.3 4.5"/>',
    "phone": '<path d="M6 3.5h3l1.5 4.2-2 1.5c1 2.4 2.9 4.3 5.3 5.3l1.5-2 4.2 1.5v3c0 1-.8 1.8-1.8 1.7C10.5 18.2 4.8 '
    '12.5 4.3 5.3 4.2 4.3 5 3.5 6 3.5z"/>',
    "pin": '<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
    "check": '<path d="m4.5 12.5 5 5 10-11"/>',
    "warn": '<path d="M12 4 2.8 19.5h18.4z"/><path d="M12 10v4.2M12 17v.1"/>',
    "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 8v.1"/>',
    "mic": '<rect x="9" y="3.5" width="6" height="10.5" rx="3"/><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3"/>',
    "camera": '<path d="M4 8h3.5L9 5.5h6L16.5 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 '
    '1-1z"/><circle cx="12" cy="13" r="3.3"/>',
    "scan": '<path d="M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 '
    '1-1-1v-3M3.5 12h17"/>',
    "right": '<path d="m9 5 7 7-7 7"/>',
    "left": '<path d="m15 5-7 7 7 7"/>',
    "star": '<path d="m12 4 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"/>',
    "gift": '<path d="M4 11h16v8.5H4zM3 7.5h18V11H3zM12 7.5v12M12 7.5C9 7.5 7 6.5 7.3 4.8 7.7 3 11 3.3 12 7.5c1-4.2 '
    '4.3-4.5 4.7-2.7.3 1.7-1.7 2.7-4.7 2.7z"/>',
    "inbox": '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h4.5l1 2.5h5l1-2.5H20"/>',
    "board": '<rect x="4" y="4.5" width="4.5" height="15" rx="1"/><rect x="9.8" y="4.5" width="4.5" height="10" '
    'rx="1"/><rect x="15.5" y="4.5" width="4.5" height="6" rx="1"/>',
    "chart": '<path d="M4 4.5v15h16M8 16v-4M12 16V8M16 16v-6"/>',
    "flag": '<path d="M6 21V4M6 5c4-2.5 7 2 12 0v9c-5 2-8-2.5-12 0"/>',
    "doc": '<path d="M6 3.5h8l4 4v13H6zM14 3.5v4h4M9 12h6M9 16h6"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "gear": '<circle cx="12" cy="12" r="3"/><path d="M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2 2M16 16l2 2M18 6l-2 '
    '2M8 16l-2 2"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "merge": '<path d="M6 4v4c0 3 6 3 6 7v5M18 4v4c0 3-6 3-6 7"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "letters": '<path d="M3.5 19 8 6l4.5 13M5.2 14.5h5.6M15 19l3-8.5 3 8.5M16.1 16h3.8"/>',
    "share": '<path d="M12 15V4M8 7.5 12 4l4 3.5M5 12v7.5h14V12"/>',
    "print": '<path d="M7 8V4h10v4M7 16H4V8.5h16V16h-3M7 13.5h10V20H7z"/>',
    "pause": '<path d="M9 6v12M15 6v12"/>',
    "tree": '<path d="M12 21v-6M12 15l-6-1 3-3.5-2-.5L12 3.5 17 10l-2 .5L18 14z"/>',
    "drop": '<path d="M12 3.5c3.5 4.3 5.5 7 5.5 10a5.5 5.5 0 0 1-11 0c0-3 2-5.7 5.5-10z"/>',
    "bulb": '<path d="M9 17.5h6M10 20.5h4M8.5 14.5A5.5 5.5 0 1 1 15.5 14.5c-.7.6-1 1.5-1 3h-5c0-1.5-.3-2.4-1-3z"/>',
    "soap": '<rect x="4" y="9" width="16" height="10" rx="4"/><path d="M8 14h8M15 5.5v.1M18.5 6.5v.1"/>',
    "bag": '<path d="M7.5 8h9l1.5 12H6zM9 8c-.8-2 .5-4 3-4s3.8 2 3 4M10 13.5h4"/>',
    "book": '<path d="M6 4h12v16H6zM6 15.5h12M6 17.5h12"/>',
    "bus": '<rect x="4.5" y="4.5" width="15" height="12.5" rx="2"/><path d="M4.5 11.5h15M8 20v-3M16 20v-3M8 14.3v.1M16 '
    '14.3v.1"/>',
    "cross": '<path d="M9.5 4h5v5.5H20v5h-5.5V20h-5v-5.5H4v-5h5.5z"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 20.5h4"/>',
    "lock": '<rect x="5.5" y="10.5" width="13" height="9.5" rx="1.5"/><path d="M8.5 10.5V8a3.5 3.5 0 0 1 7 0v2.5M12 '
    '14.5v2"/>',
    "offline": '<path d="M3.5 9.5A13 13 0 0 1 9 6.5M15 6.5a13 13 0 0 1 5.5 3M6.5 13a8.5 8.5 0 0 1 3-1.8M14.5 11.2a8.5 '
    '8.5 0 0 1 3 1.8M12 18.5v.1M5 20 19 4"/>',
    "upload": '<path d="M12 16V5M7.5 9 12 4.5 16.5 9M5 19.5h14"/>',
    "download": '<path d="M12 4v11M7.5 11.5 12 16l4.5-4.5M5 19.5h14"/>',
    "undo": '<path d="M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10H9"/>',
    "list": '<path d="M9 6h11M9 12h11M9 18h11M4.5 6v.1M4.5 12v.1M4.5 18v.1"/>',
    "truck": '<path d="M3 6h11v10H3zM14 9.5h4l3 3.5v3h-7z"/><circle cx="7" cy="17.5" r="1.7"/><circle cx="17.5" '
    'cy="17.5" r="1.7"/>',
    "moon": '<path d="M19 14.5A7.5 7.5 0 0 1 9.5 5a7.5 7.5 0 1 0 9.5 9.5z"/>',
    "shield": '<path d="M12 3.5 5 6v6c0 4.2 2.8 7 7 8.5 4.2-1.5 7-4.3 7-8.5V6z"/><path d="m9 12 2.2 2.2L15 10"/>',
    "card": '<rect x="3.5" y="5.5" width="17" height="13" rx="1.5"/><path d="M3.5 10h17M7 14.5h4"/>',
}
