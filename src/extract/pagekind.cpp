// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/pagekind.h"

#include "extract/document.h"

#include <QRegularExpression>

namespace extract {

namespace {

bool says(const QString &text, const char *pattern)
{
    const QRegularExpression expression(QString::fromLatin1(pattern),
                                        QRegularExpression::CaseInsensitiveOption);
    return expression.match(text).hasMatch();
}

bool isChallenge(const Document &page, const QString &title, const QString &heading)
{
    static constexpr auto kTitles =
        "^(?:just a moment|access (?:to this page has been )?denied|attention required|checking your browser"
        "|please wait|one more step|security check|verify(?:ing)? (?:you are|that you are)|are you (?:a "
        ")?(?:human|robot)"
        "|you have been blocked|request blocked|pardon our interruption|ddos-guard|robot "
        "check|403\\b|forbidden)";
    if (says(title, kTitles) || says(heading, kTitles))
        return true;
    for (const char *part : {"#challenge-form", "#challenge-running", "#challenge-stage",
                             "#cf-challenge-running", "#px-captcha", ".g-recaptcha-challenge"}) {
        if (page.first(part))
            return true;
    }
    return false;
}

bool isLogin(const Document &page, const QString &title, const QString &heading)
{
    static constexpr auto kTitles = "^(?:log ?in|sign ?in|please (?:log|sign) ?in|member login)\\b";
    return says(title, kTitles) || says(heading, kTitles) ||
           (page.first("form input[type=password]") && page.root().text().size() < 1500);
}

bool isError(const Document &page, const QString &title, const QString &heading)
{
    static constexpr auto kTitles =
        "^(?:[\\w.-]+ \\| )?(?:(?:error )?(?:404|410|429|500|502|503|504)\\b|page not found|not "
        "found|nothing "
        "found|oops|gone\\b"
        "|(?:internal )?server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
        "|too many requests|an? error (?:has )?occurred|something went wrong|site maintenance|error\\b)";
    return says(title, kTitles) || says(heading, kTitles) || page.first("body.error404");
}

bool isIndex(const Document &page)
{
    if (page.first("#bat-theme-auctions-current-initial-data") ||
        page.first("#bat-theme-auctions-completed-initial-data"))
        return true;
    for (const Element &script : page.all("script")) {
        const QByteArray text = script.rawText();
        if (text.contains("auctionsCurrentInitialData") || text.contains("auctionsCompletedInitialData"))
            return true;
    }
    return page.first("ul.auctions-list") || page.first(".auctions-grid") || page.first(".listings-grid");
}

bool namesKnownSite(const Document &page)
{
    for (const Element &link : page.all("link[rel=canonical]")) {
        if (core::siteOf(link.attribute("href")) != core::Site::Unknown)
            return true;
    }
    return core::siteOf(page.first("meta[property=og:url]").attribute("content")) != core::Site::Unknown;
}

bool isShell(const Document &page)
{
    const Element body = page.first("body");
    return body && body.text().size() < 200 && page.first("body script");
}

} // namespace

Refused kindOfOtherPage(const Document &page, const QString &url)
{
    const core::Site site = core::siteOf(url);
    const QString title = page.first("head title").text();
    const QString heading = page.first("h1").text();
    if (isChallenge(page, title, heading))
        return Refused::ChallengePage;
    if (!page.isComplete())
        return page.hasHtmlTag() || site != core::Site::Unknown ? Refused::CutOff : Refused::UnknownSite;
    if (isIndex(page))
        return Refused::IndexPage;
    if (isError(page, title, heading))
        return Refused::ErrorPage;
    if (isLogin(page, title, heading))
        return Refused::LoginPage;
    if (isShell(page))
        return Refused::EmptyShell;
    // The rest of a known site is lists, members and articles.
    return site != core::Site::Unknown || namesKnownSite(page) ? Refused::IndexPage : Refused::UnknownSite;
}

} // namespace extract
