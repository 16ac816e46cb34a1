// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/delegates.h"
#include "gui/icons.h"
#include "models/roles.h"

#include <QImage>
#include <QPainter>
#include <QStandardItemModel>
#include <QTest>

using namespace Qt::StringLiterals;

class TestDelegates : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { gui::initResources(); }
    void init();
    void painterIsRestored_data();
    void painterIsRestored();
    void barGrowsWithWhatIsStored();
    void barOfHostileNumbersStaysInside_data();
    void barOfHostileNumbersStaysInside();
    void chipsStayInTheCell();
    void everyStateHasAShape();
    void coloursAreReadable_data();
    void coloursAreReadable();

private:
    QImage paint(const QStyledItemDelegate &delegate, int width = 200);
    static qint64 pixelsOf(const QImage &image, const QColor &color);

    QStandardItemModel m_model;
    QPalette m_palette;
};

void TestDelegates::init()
{
    m_model.clear();
    m_model.appendRow(new QStandardItem(u"38 / 42"_s));
    m_palette = QPalette(Qt::lightGray);
    m_palette.setColor(QPalette::Base, Qt::white);
    m_palette.setColor(QPalette::Text, Qt::black);
}

QImage TestDelegates::paint(const QStyledItemDelegate &delegate, int width)
{
    QImage image(400, 30, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    QStyleOptionViewItem option;
    option.rect = QRect(0, 0, width, 30);
    option.palette = m_palette;
    option.state = QStyle::State_Enabled | QStyle::State_Active;
    delegate.paint(&painter, option, m_model.index(0, 0));
    return image;
}

qint64 TestDelegates::pixelsOf(const QImage &image, const QColor &color)
{
    qint64 count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            count += image.pixelColor(x, y) == color ? 1 : 0;
    }
    return count;
}

void TestDelegates::painterIsRestored_data()
{
    QTest::addColumn<QStyledItemDelegate *>("delegate");
    QTest::newRow("chips") << static_cast<QStyledItemDelegate *>(new gui::ChipDelegate(this));
    QTest::newRow("bar") << static_cast<QStyledItemDelegate *>(new gui::ImagesBarDelegate(this));
    QTest::newRow("state") << static_cast<QStyledItemDelegate *>(new gui::StateDelegate(this));
    QTest::newRow("count") << static_cast<QStyledItemDelegate *>(new gui::CountDelegate(this));
}

void TestDelegates::painterIsRestored()
{
    QFETCH(QStyledItemDelegate *, delegate);
    m_model.item(0)->setData(QStringList{u"VIN"_s}, models::ChipsRole);
    m_model.item(0)->setData(42, models::ExpectedRole);
    m_model.item(0)->setData(38, models::StoredRole);
    m_model.item(0)->setData(7, models::RawRole);
    QImage image(200, 30, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.setPen(Qt::magenta);
    painter.setBrush(Qt::cyan);
    painter.setOpacity(0.5);
    QStyleOptionViewItem option;
    option.rect = QRect(0, 0, 200, 30);
    option.palette = m_palette;
    delegate->paint(&painter, option, m_model.index(0, 0));
    QCOMPARE(painter.pen().color(), QColor(Qt::magenta));
    QCOMPARE(painter.brush().color(), QColor(Qt::cyan));
    QCOMPARE(painter.opacity(), 0.5);
    QVERIFY(!painter.testRenderHint(QPainter::Antialiasing));
}

void TestDelegates::barGrowsWithWhatIsStored()
{
    const gui::ImagesBarDelegate delegate;
    const QColor fill = gui::stateColor(models::State::Running, m_palette);
    m_model.item(0)->setData(42, models::ExpectedRole);
    qint64 before = -1;
    for (const int stored : {0, 10, 30, 41}) {
        m_model.item(0)->setData(stored, models::StoredRole);
        const qint64 now = pixelsOf(paint(delegate), fill);
        QVERIFY2(now > before, qPrintable(u"%1: %2 after %3"_s.arg(stored).arg(now).arg(before)));
        before = now;
    }
    m_model.item(0)->setData(42, models::StoredRole);
    QVERIFY(pixelsOf(paint(delegate), gui::stateColor(models::State::Ok, m_palette)) > before);
}

void TestDelegates::barOfHostileNumbersStaysInside_data()
{
    QTest::addColumn<int>("stored");
    QTest::addColumn<int>("expected");
    QTest::newRow("more than expected") << 900 << 42;
    QTest::newRow("negative") << -5 << 42;
    QTest::newRow("nothing expected") << 5 << 0;
    QTest::newRow("huge") << 2000000000 << 2000000000;
}

void TestDelegates::barOfHostileNumbersStaysInside()
{
    QFETCH(int, stored);
    QFETCH(int, expected);
    m_model.item(0)->setData(stored, models::StoredRole);
    m_model.item(0)->setData(expected, models::ExpectedRole);
    const QImage image = paint(gui::ImagesBarDelegate());
    for (int y = 0; y < image.height(); ++y)
        QCOMPARE(image.pixelColor(210, y), QColor(Qt::white));
}

void TestDelegates::chipsStayInTheCell()
{
    m_model.item(0)->setData(QStringList{u"VIN"_s, u"price"_s, u"image URLs"_s, u"partial images"_s},
                             models::ChipsRole);
    const QImage image = paint(gui::ChipDelegate(), 90);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 92; x < image.width(); ++x)
            QCOMPARE(image.pixelColor(x, y), QColor(Qt::white));
    }
}

void TestDelegates::everyStateHasAShape()
{
    using models::State;
    QSet<QByteArray> shapes;
    for (const State state :
         {State::Ok, State::Missing, State::Failed, State::Held, State::Running, State::Ignored}) {
        const QImage image =
            gui::stateIcon(state).pixmap(32).toImage().convertToFormat(QImage::Format_Alpha8);
        QByteArray bytes(reinterpret_cast<const char *>(image.constBits()), image.sizeInBytes());
        QVERIFY(bytes.count('\0') < bytes.size());
        shapes.insert(bytes);
    }
    QCOMPARE(shapes.size(), 6);
}

void TestDelegates::coloursAreReadable_data()
{
    QTest::addColumn<QColor>("base");
    QTest::newRow("light") << QColor(Qt::white);
    QTest::newRow("dark") << QColor(32, 32, 34);
}

void TestDelegates::coloursAreReadable()
{
    QFETCH(QColor, base);
    const auto luminance = [](const QColor &color) {
        const auto part = [](double c) {
            return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
    };
    QPalette palette;
    palette.setColor(QPalette::Base, base);
    using models::State;
    for (const State state : {State::Ok, State::Missing, State::Failed, State::Held}) {
        const double a = luminance(gui::stateColor(state, palette)) + 0.05;
        const double b = luminance(base) + 0.05;
        QVERIFY2(qMax(a, b) / qMin(a, b) >= 4.5,
                 qPrintable(QString::number(static_cast<int>(state)))); // WCAG AA
    }
}

QTEST_MAIN(TestDelegates)
#include "tst_delegates.moc"
