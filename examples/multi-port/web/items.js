const list = document.getElementById('items');
const {data} = await (await fetch('/v1/items')).json();
for (const item of data) {
  list.append(Object.assign(document.createElement('li'), {textContent: `${item.name}: ${item.price}`}));
}
