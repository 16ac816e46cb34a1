// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "listingpage.h"

#include "commentstream.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace testsupport {

namespace {

QString longDate(const QDateTime &time)
{
    return QLocale::c().toString(time.date(), QStringLiteral("MMMM d, yyyy"));
}

QString slashDate(const QDateTime &time)
{
    return QLocale::c().toString(time.date(), QStringLiteral("M/d/yy"));
}

QString compactJson(const QJsonArray &array)
{
    QString text = QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
    return text.replace(u'/', QLatin1String("\\/")); // as PHP writes it; also keeps "</script>" out
}

//! Writes the parts of a page one after the other.
class PageWriter
{
public:
    PageWriter(const ListingPage &page, const QString &baseUrl) : m_page(page), m_base(baseUrl) {}

    QByteArray write()
    {
        writeHead();
        writeTitle();
        writeResultHeader();
        writeGallery();
        writeDescription();
        writeEssentials();
        writeGroups();
        writeHistory();
        writeBidBox();
        writeTraps();
        writeScripts();
        return m_out.toUtf8();
    }

private:
    void line(const QString &text) { m_out += text + u'\n'; }
    QString escaped(const QString &text) const { return text.toHtmlEscaped(); }
    QString linkTo(const QString &member) const
    {
        return QStringLiteral("<a href=\"%1/member/%2/\">%3</a>")
            .arg(m_base, member.toLower(), escaped(member));
    }
    QString timestamp() const { return QString::number(m_page.end.toSecsSinceEpoch()); }

    void writeHead();
    QString outcomeInTitle() const;
    void writeTitle();
    void writeResultHeader();
    void writeGallery();
    QString galleryJson() const;
    void writeDescription();
    void writeEssentials();
    void writeListingDetails();
    void writeGroups();
    void writeHistory();
    void writeBidBox();
    void writeBidRow();
    void writeTraps();
    void writeScripts();

    const ListingPage &m_page;
    QString m_base;
    QString m_out;
};

QString PageWriter::outcomeInTitle() const
{
    switch (m_page.status) {
    case core::SaleStatus::Sold:
        return QStringLiteral("sold for %1 on %2")
            .arg(amountText(m_page.currency, m_page.price.value_or(0)), longDate(m_page.end));
    case core::SaleStatus::Active:
        return QStringLiteral("ending %1").arg(longDate(m_page.end));
    case core::SaleStatus::Withdrawn:
        return QStringLiteral("withdrawn on %1").arg(longDate(m_page.end));
    default:
        return QStringLiteral("closed on %1").arg(longDate(m_page.end));
    }
}

void PageWriter::writeHead()
{
    const QString lot =
        m_page.lot.isEmpty()
            ? QString()
            : QStringLiteral(" (Lot #%1)")
                  .arg(QLocale(QLocale::English, QLocale::UnitedStates).toString(m_page.lot.toLongLong()));
    line(QStringLiteral("<!doctype html>\n<html lang=\"en-US\">\n<head>\n<meta charset=\"utf-8\">"));
    line(QStringLiteral("<title>%1 for sale on BaT Auctions - %2%3 |  Bring a Trailer</title>")
             .arg(escaped(m_page.title), outcomeInTitle(), lot));
    line(QStringLiteral("<link rel=\"canonical\" href=\"%1%2\">").arg(m_base, m_page.path()));
    line(QStringLiteral("<meta property=\"og:site_name\" content=\"Bring a Trailer\">"));
    line(QStringLiteral("<meta property=\"og:url\" content=\"%1%2\">").arg(m_base, m_page.path()));
    line(QStringLiteral("<meta property=\"og:title\" content=\"%1\">").arg(escaped(m_page.title)));
    line(QStringLiteral("</head>\n<body class=\"single-listing\">"));
    line(QStringLiteral(
             "<header class=\"site-header\"><a href=\"%1/\"><img "
             "src=\"%1/wp-content/themes/bringatrailer/assets/img/logo.svg\" alt=\"\"></a></header>")
             .arg(m_base));
}

void PageWriter::writeTitle()
{
    line(QStringLiteral("<main class=\"listing\">\n<h1 class=\"post-title listing-post-title\">%1</h1>")
             .arg(escaped(m_page.title)));
    line(QStringLiteral(
             "<div class=\"share-auction-ctrl\" data-item-title=\"%1\" data-item-url=\"%2%3\"></div>")
             .arg(escaped(m_page.title), m_base, m_page.path()));
}

void PageWriter::writeResultHeader()
{
    QString result;
    const QString date =
        QStringLiteral("<span class=\"date date-localize\" data-timestamp=\"%1\">on %2</span>")
            .arg(timestamp(), slashDate(m_page.end));
    // A sale that was agreed on later keeps the header of the auction: only its record tells the price.
    const bool showsSale = m_page.status == core::SaleStatus::Sold && !m_page.isSoldAfterReserveNotMet;
    if (showsSale && m_page.price)
        result = QStringLiteral("Sold for <strong>%1</strong> %2")
                     .arg(moneyText(m_page.currency, *m_page.price), date);
    else if (m_page.status == core::SaleStatus::Withdrawn)
        result = QStringLiteral("Withdrawn %1").arg(date);
    else if (m_page.status == core::SaleStatus::Active && m_page.highBid)
        result = QStringLiteral("Current Bid: <strong>%1</strong>")
                     .arg(moneyText(m_page.currency, *m_page.highBid));
    else if (m_page.highBid)
        result = QStringLiteral("Bid to <strong>%1</strong> %2")
                     .arg(moneyText(m_page.currency, *m_page.highBid), date);
    line(QStringLiteral("<div class=\"listing-available\"><div class=\"listing-available-info\">"));
    line(QStringLiteral("<span data-listing-currently=\"1\"></span><span class=\"info-value\">%1</span>")
             .arg(result));
    line(QStringLiteral("<a href=\"#comments\"><span class=\"info-value\">%1</span> "
                        "<span class=\"info-label\">Comments</span></a></div></div>")
             .arg(m_page.remarks.size()));
}

QString PageWriter::galleryJson() const
{
    QJsonArray items;
    for (const GalleryItem &item : m_page.gallery) {
        QJsonObject object{{QStringLiteral("title"), QString(m_page.title + QStringLiteral(" [photo]"))}};
        const auto add = [&](const char *key, const QString &path) {
            const bool isForeign = path.startsWith(QLatin1String("http"));
            if (!path.isEmpty())
                object.insert(QLatin1String(key), QJsonObject{{QStringLiteral("url"),
                                                               isForeign ? path : QString(m_base + path)}});
        };
        add("full", item.full);
        add("large", item.large);
        add("small", item.small);
        items.append(object);
    }
    return compactJson(items);
}

void PageWriter::writeGallery()
{
    const QString open = QStringLiteral("<div id=\"bat_listing_page_photo_gallery\" class=\"gallery\"");
    const QString json = galleryJson();
    switch (m_page.galleryForm) {
    case GalleryForm::Absent:
        line(QStringLiteral("<div class=\"photo-wall\" data-wall=\"%1\"></div>").arg(m_page.gallery.size()));
        return;
    case GalleryForm::OnContainer:
        line(QStringLiteral("%1 data-gallery-items=\"%2\"></div>").arg(open, escaped(json)));
        return;
    case GalleryForm::Nested:
        line(QStringLiteral("%1><div class=\"gallery-inner\" data-gallery-items=\"%2\"></div></div>")
                 .arg(open, escaped(json)));
        return;
    case GalleryForm::SingleQuoted: {
        const QString quoted =
            QString(json).replace(u'&', QLatin1String("&amp;")).replace(u'\'', QLatin1String("&#039;"));
        line(QStringLiteral("%1 data-gallery-items='%2'></div>").arg(open, quoted));
        return;
    }
    }
}

void PageWriter::writeDescription()
{
    line(QStringLiteral("<div class=\"post-excerpt\">"));
    for (const QString &paragraph : m_page.description)
        line(QStringLiteral("<p>%1</p>").arg(escaped(paragraph)));
    line(QStringLiteral("</div>"));
}

void PageWriter::writeListingDetails()
{
    line(QStringLiteral("<div class=\"item\"><strong>Listing Details</strong><ul>"));
    if (m_page.chassis) {
        const QString text = escaped(*m_page.chassis);
        const QString value =
            m_page.isChassisLinked
                ? QStringLiteral("<a href=\"https://www.google.com/search?q=%1\">%1</a>").arg(text)
                : text;
        line(QStringLiteral("<li>%1: %2</li>").arg(m_page.chassisLabel, value));
    }
    if (!m_page.mileageItem.isEmpty())
        line(QStringLiteral("<li>%1</li>").arg(escaped(m_page.mileageItem)));
    for (const QString &detail : m_page.details)
        line(QStringLiteral("<li>%1</li>").arg(escaped(detail)));
    line(QStringLiteral("</ul></div>"));
}

void PageWriter::writeEssentials()
{
    line(QStringLiteral("<div class=\"essentials\"><h2 class=\"title\">BaT Essentials</h2>"));
    if (!m_page.seller.isEmpty())
        line(QStringLiteral("<div class=\"item item-seller\"><strong>Seller</strong>: %1</div>")
                 .arg(linkTo(m_page.seller)));
    if (!m_page.location.isEmpty())
        line(QStringLiteral("<strong>Location</strong>: <a href=\"https://www.google.com/maps/\">%1</a>")
                 .arg(escaped(m_page.location)));
    writeListingDetails();
    line(QStringLiteral("<div class=\"item additional\"><strong>Private Party or Dealer</strong>: %1</div>")
             .arg(m_page.isDealer ? QStringLiteral("Dealer") : QStringLiteral("Private Party")));
    if (!m_page.lot.isEmpty())
        line(QStringLiteral("<div class=\"item\"><strong>Lot</strong> #%1</div>").arg(m_page.lot));
    line(QStringLiteral("</div>"));
}

void PageWriter::writeGroups()
{
    const auto group = [this](const char *label, const QString &value) {
        if (value.isEmpty())
            return;
        line(QStringLiteral(
                 "<a class=\"group-item-wrap\" href=\"%1/group/\"><div class=\"group-item\"><div "
                 "class=\"group-title\"><strong class=\"group-title-label\">%2</strong>%3</div></div></a>")
                 .arg(m_base, QLatin1String(label), escaped(value)));
    };
    line(QStringLiteral("<div class=\"groups\">"));
    group("Make", m_page.make);
    group("Model", m_page.model.isEmpty() ? QString() : QString(m_page.make + u' ' + m_page.model));
    group("Era", m_page.era);
    group("Origin", m_page.country);
    group("Category", m_page.category);
    line(QStringLiteral("</div>"));
}

void PageWriter::writeHistory()
{
    if (!m_page.earlierSale)
        return;
    line(QStringLiteral(
             "<div class=\"history\"><h3>Previous Listings</h3><a class=\"item\" "
             "href=\"%1/listing/%2-earlier/\"><img src=\"%1/wp-content/uploads/2021/03/%2-earlier.jpg\" "
             "alt=\"\"><span>Sold for %3 on 3/9/21</span></a></div>")
             .arg(m_base, m_page.slug, moneyText(m_page.currency, *m_page.earlierSale)));
}

void PageWriter::writeBidRow()
{
    const bool isSale = m_page.status == core::SaleStatus::Sold && !m_page.isSoldAfterReserveNotMet;
    const auto amount = isSale ? m_page.price : m_page.highBid;
    if (!amount)
        return;
    const bool isActive = m_page.status == core::SaleStatus::Active;
    const bool isMissed = m_page.status == core::SaleStatus::ReserveNotMet || m_page.isSoldAfterReserveNotMet;
    const QString label = isSale ? QStringLiteral("Winning Bid")
                                 : (isActive ? QStringLiteral("Current Bid") : QStringLiteral("High Bid"));
    QString value = QStringLiteral("<span>%1 <strong>%2</strong></span>")
                        .arg(m_page.currency, amountText(m_page.currency, *amount));
    if (!m_page.buyer.isEmpty())
        value += QStringLiteral(" <span data-listing-high-bidder-link=\"1\">by %1</span>")
                     .arg(linkTo(m_page.buyer));
    if (isMissed)
        value += QStringLiteral(" <span>(Reserve Not Met)</span>");
    line(QStringLiteral("<tr class=\"listing-stats-stat\"><td class=\"listing-stats-label\">%1</td>"
                        "<td class=\"listing-stats-value\">%2</td></tr>")
             .arg(label, value));
}

void PageWriter::writeBidBox()
{
    const bool isActive = m_page.status == core::SaleStatus::Active;
    line(QStringLiteral("<table class=\"listing-stats%1\" id=\"listing-bid\"><tbody>")
             .arg(isActive ? QString() : QStringLiteral(" ended")));
    writeBidRow();
    line(
        QStringLiteral("<tr><td class=\"listing-stats-label\">%1</td><td class=\"listing-stats-value\"><span "
                       "class=\"date-localize\" data-timestamp=\"%2\">%3</span></td></tr>")
            .arg(isActive ? QStringLiteral("Time Left") : QStringLiteral("Auction Ended"), timestamp(),
                 QLocale::c().toString(m_page.end, QStringLiteral("dddd, MMMM d 'at' h:mmap"))));
    line(QStringLiteral("<tr><td class=\"listing-stats-label\">Bids</td><td class=\"listing-stats-value "
                        "number-bids-value\">%1</td></tr></tbody></table>")
             .arg(m_page.bids));
}

//! What contaminates a careless reader: a second excerpt, other lots, advertising.
void PageWriter::writeTraps()
{
    line(QStringLiteral(
        "<div class=\"site-modal\"><div class=\"post-excerpt\"><p>Please check the figure before you "
        "confirm.</p></div></div>\n</main>"));
    line(QStringLiteral("<aside class=\"related-lots\">"));
    for (const char *name : {"1969-lowell-comet", "1991-brandt-tourer"}) {
        line(QStringLiteral(
                 "<a href=\"%1/listing/%2/\"><img src=\"%1/wp-content/uploads/2026/02/%2_01.jpg?w=470\" "
                 "alt=\"\">Sold for USD $7,777 <span>on 2/2/26</span></a>")
                 .arg(m_base, QLatin1String(name)));
    }
    line(QStringLiteral("</aside>\n<div class=\"advert\"><img src=\"https://ads.example/uploads/tyres.jpg\" "
                        "alt=\"\"><img src=\"%1/wp-content/uploads/2026/01/merch-mug.jpg\" alt=\"\"></div>")
             .arg(m_base));
}

void PageWriter::writeScripts()
{
    line(QStringLiteral("<script type=\"text/javascript\" id=\"bat-theme-viewmodels-js-extra\">\n"
                        "var BAT_VMS = {\"commentOrder\":\"asc\",\"comments\":"));
    m_out.chop(1);
    m_out += compactJson(commentStream(m_page));
    line(QStringLiteral(",\"userId\":\"0\",\"labels\":{\"more\":\"Show [more]\"}};\n</script>"));
    line(QStringLiteral("<footer>Listings of a demonstration</footer>\n</body>\n</html>"));
}

} // namespace

GalleryItem galleryItem(const QString &path, ImageNaming naming)
{
    const auto dot = path.lastIndexOf(u'.');
    const QString stem = path.left(dot);
    const QString suffix = path.mid(dot);
    const QString small = path + QStringLiteral("?resize=235%2C157");
    switch (naming) {
    case ImageNaming::Plain:
        return {path + QStringLiteral("?fit=2048%2C1365"), path + QStringLiteral("?resize=1024%2C682"),
                small};
    case ImageNaming::Scaled:
        return {stem + QStringLiteral("-scaled") + suffix + QStringLiteral("?fit=2048%2C1365&quality=90"),
                path + QStringLiteral("?resize=1024%2C682"), small};
    case ImageNaming::Sized:
        return {{}, stem + QStringLiteral("-1024x682") + suffix, stem + QStringLiteral("-235x157") + suffix};
    }
    return {};
}

QString ListingPage::path() const
{
    return QStringLiteral("/listing/%1/").arg(slug);
}

core::VinReading ListingPage::expectedVin() const
{
    return chassis ? core::readVin(*chassis) : core::VinReading{};
}

QByteArray ListingPage::html(const QString &baseUrl) const
{
    return PageWriter(*this, baseUrl).write();
}

} // namespace testsupport
