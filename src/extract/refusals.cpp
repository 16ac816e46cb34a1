// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/refusals.h"

#include <QCoreApplication>

#include <array>

namespace extract {

namespace {

using core::Cause;

struct Row
{
    Refused why;
    Cause cause;
    const char *reason;
    const char *message;
};

constexpr std::array kRows = {
    Row{Refused::IndexPage, Cause::NotAListing, "index_page",
        QT_TRANSLATE_NOOP("extract", "This page lists auctions and is none itself; import it as a list.")},
    Row{Refused::LoginPage, Cause::Blocked, "login_page",
        QT_TRANSLATE_NOOP("extract", "The site asks for a login instead of showing the listing.")},
    Row{Refused::ChallengePage, Cause::Blocked, "challenge_page",
        QT_TRANSLATE_NOOP("extract", "The site answered with a check for robots; try again later.")},
    Row{Refused::EmptyShell, Cause::NotAListing, "empty_shell",
        QT_TRANSLATE_NOOP("extract",
                          "The page was saved before its content was there; save it once it shows.")},
    Row{Refused::ErrorPage, Cause::NotAListing, "error_page",
        QT_TRANSLATE_NOOP("extract", "The site shows an error page instead of the listing.")},
    Row{Refused::CutOff, Cause::Truncated, "cut_off",
        QT_TRANSLATE_NOOP("extract", "The page ends in the middle; fetch or save it again.")},
    Row{Refused::EmptyFile, Cause::Empty, "empty_file", QT_TRANSLATE_NOOP("extract", "The page is empty.")},
    Row{Refused::BinaryFile, Cause::NotAListing, "binary_file",
        QT_TRANSLATE_NOOP("extract", "This is no page but a binary file; choose a saved HTML page.")},
    Row{Refused::NotAVehicle, Cause::NotAVehicle, "not_a_vehicle",
        QT_TRANSLATE_NOOP("extract",
                          "The site files this auction under parts or automobilia: it is no vehicle.")},
    Row{Refused::UnknownSite, Cause::NotAListing, "unknown_site",
        QT_TRANSLATE_NOOP("extract", "This is no listing of a site that can be read.")},
    Row{Refused::TooLarge, Cause::TooLarge, "too_large",
        QT_TRANSLATE_NOOP("extract", "The page is larger than any listing; it was not read.")},
    Row{Refused::TooDeep, Cause::TooLarge, "too_large",
        QT_TRANSLATE_NOOP("extract", "The page nests deeper than any listing; it was not read.")},
};

} // namespace

Refusal refusal(Refused why)
{
    for (const Row &row : kRows) {
        if (row.why == why)
            return {row.cause, QString::fromLatin1(row.reason),
                    QCoreApplication::translate("extract", row.message)};
    }
    Q_UNREACHABLE();
}

} // namespace extract
