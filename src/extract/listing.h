// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"
#include "core/salestatus.h"
#include "core/vin.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace extract {

//! Raise it whenever a reader reads more or differently: parse failures are retried from stored pages then.
inline constexpr int kExtractorVersion = 1;

//! The facts of one listing page. What the page does not state is empty or absent, never guessed.
struct Listing
{
    QString url;    //!< canonical, from the page itself or the URL that was given
    QString source; //!< whose page it is, "bringatrailer.com": origin_metadata.source
    QString title;
    std::optional<int> year;
    QString make;
    QString model;
    QString category; //!< the group "Category", if the page has one
    core::VinReading vin;
    core::SaleStatus status = core::SaleStatus::Unknown;
    std::optional<qint64> salePrice;  //!< whole units of currency; only when sold
    std::optional<qint64> highBid;    //!< whole units of currency
    QString currency;                 //!< ISO 4217; empty when the page states no amount
    std::optional<QDateTime> saleEnd; //!< UTC; when only a date is stated, midnight UTC of that date
    std::optional<int> mileage;
    QString mileageUnit;         //!< "mi" or "km"; empty without mileage
    bool mileageUnknown = false; //!< total mileage unknown (TMU) is stated
    QString lot;                 //!< digits only
    QString location;
    QString seller;
    QString buyer;
    QString description;
    std::optional<int> bidCount;
    std::optional<int> commentCount;
    bool hasGallery =
        false; //!< the page has a gallery element, be it empty; false = parse failure of the image step
    QStringList imageUrls;               //!< normalised, in order, without duplicates
    std::optional<int> imageCountStated; //!< the figure the page itself gives, which can exceed imageUrls
};

//! Why a page is no listing. The reason is a stable word: "index_page", "login_page", "challenge_page",
//! "empty_shell", "error_page", "cut_off", "empty_file", "binary_file", "not_a_vehicle", "unknown_site",
//! "too_large".
struct Refusal
{
    core::Cause cause = core::Cause::NotAListing;
    QString reason;
    QString message; //!< one translated sentence for people
};

using Reading = std::variant<Listing, Refusal>;

//! One auction as an index page lists it.
struct IndexItem
{
    QString url;    //!< canonical
    QString source; //!< as in Listing
    QString title;
    std::optional<int> year;
    QString make;
    QString model;
    core::VinReading vin; //!< Absent unless the item states a checked 17-character VIN
    core::SaleStatus status = core::SaleStatus::Unknown;
    std::optional<qint64> salePrice;
    std::optional<qint64> highBid;
    QString currency;
    std::optional<QDateTime> saleEnd;
    QString lot;
    bool isVehicle = true; //!< false for items of the categories 379 and 380 (parts, automobilia)
};

//! The auctions of a saved index page, in the page's order, each URL once.
struct Index
{
    std::vector<IndexItem> items;
};

} // namespace extract
