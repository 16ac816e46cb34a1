// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "extract/listing.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace testpages {

//! The bytes of a file below tests/data/listings; throws when it is missing.
QByteArray dataFile(const QString &name);

//! The markup of the result header for an amount: "<span class="info-value">Sold for <strong>USD $33,000…".
QString resultHeader(const QString &words, const QString &amount, const QString &date = {});
//! A row of the bid box.
QString boxRow(const QString &label, const QString &value);
//! A comment object: type, content, bidAmount, timestamp; with the nested arrays that real ones have.
QString comment(const QString &type, const QString &content, qint64 bid = 0, qint64 timestamp = 1790000000);

//! An invented listing; every part can be replaced. The default was sold for USD $33,000 with two
//! photographs.
struct BatPage
{
    QString title = QStringLiteral("Turbo-Converted 1999 Porsche 911 Carrera Coupe 6-Speed");
    QString titleResult = QStringLiteral("closed on March 20, 2026");
    QString slug = QStringLiteral("1999-porsche-911-carrera-test");
    QString lot = QStringLiteral("225,895");
    QString commentCount = QStringLiteral("57");
    QString header =
        resultHeader(QStringLiteral("Sold for"), QStringLiteral("USD $33,000"), QStringLiteral("3/20/26"));
    QStringList box = {boxRow(QStringLiteral("Winning Bid"), QStringLiteral("USD <strong>$33,000</strong>")),
                       boxRow(QStringLiteral("Bids"), QStringLiteral("31"))};
    QStringList details = {
        QStringLiteral("Chassis: <a href=\"https://www.google.com/search?q=x\">1ZZKA34D5PB501772</a>"),
        QStringLiteral("95k Miles Shown"), QStringLiteral("3.4-Liter Flat-Six, ~5k Miles Since Rebuild")};
    QStringList categories;
    QString comments;   //!< the JSON array; empty = the page embeds none
    QString gallery;    //!< the whole element; defaultGallery() unless set
    QString essentials; //!< the whole block instead of the one made from details

    QByteArray html() const;
    QString galleryWith(const QString &json) const;
};

extract::Reading read(const BatPage &page);
//! The listing of a page that must be one; throws with the reason when it was refused.
extract::Listing listingOf(const BatPage &page);
extract::Listing listingOf(const QByteArray &page, const QString &url = {});
//! The reason of a refusal; "listing" when the page was read.
QString reasonOf(const extract::Reading &reading);

} // namespace testpages
